from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_finding'),
        ('incidents', '0011_request_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='restricted_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='perpetrator',
            name='restricted_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='action',
            field=models.CharField(choices=[('reported', 'Melding gedaan'), ('taken_over', 'Overgenomen uit een eerdere registratie'), ('joined', 'Melding samengevoegd'), ('taken', 'In behandeling genomen'), ('reassigned', 'Andere afhandelaar'), ('reminded', 'Herinnering gestuurd'), ('moved', 'Naar ander onderdeel verplaatst'), ('waiting', 'Wacht op iets'), ('resumed', 'Weer in behandeling'), ('facts', 'Feiten vastgesteld'), ('corrected', 'Gegevens gewijzigd'), ('date_corrected', 'Datum gecorrigeerd'), ('date_proposed', 'Latere datum gevraagd'), ('date_refused', 'Latere datum niet toegestaan'), ('date_withdrawn', 'Verzoek om een latere datum ingetrokken'), ('confirmed', 'Melding bevestigd met het slachtoffer'), ('victim_added', 'Slachtoffer toegevoegd'), ('victim_changed', 'Gegevens van het slachtoffer bijgewerkt'), ('victim_removed', 'Slachtoffer verwijderd'), ('contribution', 'Aanvulling ontvangen'), ('contribution_seen', 'Aanvulling gelezen'), ('aftercare_planned', 'Nazorg gepland'), ('aftercare_done', 'Nazorg gegeven'), ('aftercare_declined', 'Nazorg niet gewenst'), ('measure', 'Maatregel vastgelegd'), ('measure_changed', 'Maatregel gewijzigd'), ('police', 'Aangifte bijgewerkt'), ('damage', 'Schade bijgewerkt'), ('evidence_added', 'Bewijs toegevoegd'), ('evidence_removed', 'Bewijs verwijderd'), ('inspectorate', 'Gemeld bij de Arbeidsinspectie'), ('perpetrator_named', 'Dader vastgelegd'), ('perpetrator_changed', 'Gegevens van de dader gewijzigd'), ('perpetrator_removed', 'Dader losgekoppeld'), ('perpetrators_joined', 'Dubbele dader samengevoegd'), ('bsn_revealed', 'BSN getoond'), ('sanction_proposed', 'Sanctie voorgesteld'), ('sanction_refused', 'Sanctie niet toegestaan'), ('sanction_withdrawn', 'Voorstel voor een sanctie ingetrokken'), ('sanction_imposed', 'Sanctie opgelegd'), ('sanction_lifted', 'Sanctie opgeheven'), ('sanction_annulled', 'Sanctie vernietigd'), ('sanction_reviewed', 'Sanctie opnieuw bekeken'), ('sanction_shortened', 'Zichtbaarheid in het register verkort'), ('letter_sent', 'Brief verstuurd'), ('disclosed', 'Gegevens aan de politie gegeven'), ('closed', 'Gesloten'), ('reopened', 'Heropend'), ('erased', 'Gegevens gewist na een verzoek'), ('rectified', 'Gegevens gecorrigeerd na een verzoek'), ('restricted', 'Verborgen in het register na een verzoek'), ('unrestricted', 'Weer zichtbaar in het register')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('restricted_since__isnull', False)), fields=['municipality'], name='incident_restricted'),
        ),
    ]
