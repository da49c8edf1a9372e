# SPDX-License-Identifier: EUPL-1.2
"""Which neighbour may say for whom it speaks: only the addresses of GIR_PROXIES are believed."""

import ipaddress
from collections.abc import Iterable, Sequence

from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Addresses (`10.0.0.2`) and networks (`10.0.0.0/28`) as they stand in GIR_PROXIES.

    Raises ImproperlyConfigured on anything else, and on a network of everybody.
    """
    found = []
    for name in filter(None, (name.strip() for name in names)):
        try:
            network = ipaddress.ip_network(name)
        except ValueError:
            raise ImproperlyConfigured(
                f"GIR_PROXIES must hold addresses or networks, not {name!r}."
            ) from None
        if network.prefixlen == 0:
            raise ImproperlyConfigured("GIR_PROXIES may not hold everybody: whoever is in it is believed.")
        found.append(network)
    return tuple(found)


def is_believed(text: str, believed: Sequence[Network]) -> bool:
    """Whether this is the address of one of the proxies."""
    address = _address(text)
    return address is not None and any(address in network for network in believed)


def client_of(peer: str, forwarded_for: str, believed: Sequence[Network]) -> str:
    """For whom the proxy at `peer` speaks: read from the right, the first address that is no proxy itself.

    What stands further to the left was written by that client, and is not looked at. Where an entry is no address, the
    proxy that wrote it is the last one known.
    """
    client = peer
    for entry in reversed(forwarded_for.split(",")):
        address = _address(_without_port(entry.strip()))
        if address is None:
            return client
        client = str(address)
        if not is_believed(client, believed):
            return client
    return client


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A socket that listens on both kinds shows 10.0.0.2 as ::ffff:10.0.0.2.
    return getattr(address, "ipv4_mapped", None) or address


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    host, colon, port = text.partition(":")
    return host if colon and port.isdigit() and "." in host else text
