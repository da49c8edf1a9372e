# SPDX-License-Identifier: EUPL-1.2
"""Adds to a database of `bench.fill` what handling leaves behind: aftercare, perpetrators, sanctions, measures, police
reports and damage, as often as in a municipality that handles its incidents.

Made by the database itself, from the incidents that are there: what is encrypted is as long as it would be and opens
for nobody, because no page that is measured with it reads it.
"""

from django.db import connection

SEALED = r"decode(repeat('5a', 60), 'hex')"
# First the index columns of the table, then what they are made of.
STATEMENTS = (
    "SELECT setseed(0.5)",
    # Three contacts with every victim; of what is late, one that was not kept.
    f"""
    INSERT INTO incidents_aftercare (id, incident_id, victim_id, author_id, created_at, kind, due_at, done_at,
        declined, note)
    SELECT gen_random_uuid(), i.id, v.id, i.reporter_id, i.reported_at, c.kind,
        CASE WHEN c.kind = 'last' AND i.next_due_at IS NOT NULL AND i.first_reaction_at IS NOT NULL
            THEN i.next_due_at ELSE i.reported_at + c.days END,
        CASE WHEN c.kind = 'last' AND i.next_due_at IS NOT NULL THEN NULL
            WHEN i.first_reaction_at IS NULL THEN NULL
            ELSE i.reported_at + c.days + (random() - 0.9) * interval '3 days' END,
        random() < 0.04 AND i.next_due_at IS NULL, {SEALED}
    FROM incidents_incident i JOIN incidents_victim v ON v.incident_id = i.id
    CROSS JOIN (VALUES ('first', interval '1 day'), ('second', interval '7 days'), ('last', interval '42 days'))
        AS c(kind, days)
    WHERE i.status <> 'joined'
    """,
    """
    UPDATE incidents_incident SET facts_established_at = reported_at + interval '2 days'
    WHERE status = 'closed' OR random() < 0.3
    """,
    f"""
    INSERT INTO incidents_perpetrator (id, municipality_id, created_at, destroy_at, counted_from, retention_rule,
        retention_policy, name, name_key, description, bsn, bsn_verified_with, visible_until)
    SELECT i.id, i.municipality_id, i.reported_at, i.destroy_at, i.counted_from, 'R5', '', {SEALED}, {SEALED},
        {SEALED}, {SEALED}, '', i.reported_at + interval '1 year'
    FROM incidents_incident i WHERE i.status <> 'joined' AND random() < 0.35
    """,
    """
    INSERT INTO incidents_involvement (id, incident_id, perpetrator_id, author_id, created_at, months, visible_until)
    SELECT p.id, p.id, p.id, i.reporter_id, i.reported_at, 12, p.visible_until
    FROM incidents_perpetrator p JOIN incidents_incident i ON i.id = p.id
    """,
    f"""
    INSERT INTO incidents_sanction (id, incident_id, involvement_id, author_id, created_at, kind, state, behaviour,
        norm, heard, heard_note, suggested_kind, deviation_reason, conditions, basic_services, decided_on, starts_on,
        planned_end, review_on, imposed_at, decision_note, end_reason, letter_sent_at, severity, months, counted_from,
        visible_until)
    SELECT p.id, p.id, p.id, i.reporter_id, i.reported_at, k.kind, 'imposed', {SEALED}, {SEALED}, 'heard', {SEALED},
        '', {SEALED}, {SEALED}, {SEALED}, k.decided::date, k.decided::date,
        (k.decided + k.lasts)::date, CASE WHEN k.lasts > interval '100 days' THEN (k.decided + k.lasts / 2)::date END,
        k.decided, {SEALED}, {SEALED},
        CASE WHEN k.decided < now() - interval '3 days' OR random() < 0.5 THEN k.decided + interval '6 hours' END,
        i.severity, 12, (k.decided + k.lasts)::date, k.decided + k.lasts + interval '1 year'
    FROM incidents_perpetrator p JOIN incidents_incident i ON i.id = p.id
    CROSS JOIN LATERAL (SELECT i.reported_at + random() * interval '4 days' AS decided,
        CASE WHEN random() < 0.7 THEN 'warning_letter' ELSE 'premises_ban' END AS kind) d
    CROSS JOIN LATERAL (SELECT d.decided, d.kind,
        CASE WHEN d.kind = 'premises_ban' THEN interval '180 days' ELSE interval '0' END AS lasts) k
    WHERE random() < 0.6
    """,
    f"""
    INSERT INTO incidents_measure (id, incident_id, author_id, created_at, kind, text, taken_on)
    SELECT gen_random_uuid(), i.id, i.reporter_id, i.reported_at,
        CASE WHEN random() < 0.5 THEN 'perpetrator' ELSE 'prevention' END, {SEALED},
        (i.reported_at + random() * interval '5 days')::date
    FROM incidents_incident i WHERE i.status <> 'joined' AND random() < 0.4
    """,
    f"""
    INSERT INTO incidents_policereport (id, incident_id, author_id, created_at, state, number, under_number,
        by_employer, note)
    SELECT gen_random_uuid(), i.id, i.reporter_id, i.reported_at,
        (ARRAY['made', 'notified', 'planned', 'not_wanted'])[1 + floor(random() * 4)::int], {SEALED}, false, true,
        {SEALED}
    FROM incidents_incident i WHERE i.status <> 'joined' AND random() < 0.25
    """,
    f"""
    INSERT INTO incidents_damage (id, incident_id, author_id, created_at, owner, description, amount, recovered)
    SELECT gen_random_uuid(), i.id, i.reporter_id, i.reported_at, 'municipality', {SEALED}, d.amount,
        CASE WHEN random() < 0.5 THEN round(d.amount / 2, 2) END
    FROM incidents_incident i CROSS JOIN LATERAL (SELECT round((i.severity * 80 + random() * 200)::numeric, 2)
        AS amount) d WHERE i.status <> 'joined' AND random() < 0.1
    """,
    "VACUUM ANALYZE",
)


def fill_handling() -> None:
    """Add what handling leaves behind to the incidents that are there."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
