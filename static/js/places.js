// SPDX-License-Identifier: EUPL-1.2
// <details data-places="<id of a field>"> with a [data-place="Stadhuis"] per location: when what is typed in the field
// names one ("stadhuis, balie 3"), the list opens and shows that one alone. Without a script everybody opens it by hand.
(() => {
  for (const list of document.querySelectorAll("[data-places]")) {
    const field = document.getElementById(list.dataset.places);
    const rows = [...list.querySelectorAll("[data-place]")];
    if (!field) continue;

    const show = () => {
      const said = field.value.trim().toLowerCase();
      const named = rows.filter((row) => {
        const name = row.dataset.place.toLowerCase();
        return said === name || said.startsWith(`${name},`) || said.startsWith(`${name} `);
      });
      // The longest name that fits, as on the server.
      named.sort((one, other) => other.dataset.place.length - one.dataset.place.length);
      for (const row of rows) row.hidden = named.length > 0 && row !== named[0];
      if (named.length) list.open = true;
    };

    field.addEventListener("input", show);
    show();
  }
})();
