from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0017_sessions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accesslogentry',
            name='action',
            field=models.CharField(choices=[('read_incident', 'Read Incident'), ('read_evidence', 'Read Evidence'), ('read_perpetrator', 'Read Perpetrator'), ('found_in_registry', 'Found In Registry'), ('revealed_bsn', 'Revealed Bsn'), ('searched_registry', 'Searched Registry'), ('read_log', 'Read Log'), ('played_recording', 'Played Recording'), ('flagged_recording', 'Flagged Recording'), ('approved_recording', 'Approved Recording'), ('refused_recording', 'Refused Recording'), ('registered_recording', 'Registered Recording'), ('made_letter', 'Made Letter'), ('gave_to_police', 'Gave To Police'), ('sought_recording', 'Sought Recording'), ('released_recording', 'Released Recording'), ('disclosed_recording', 'Disclosed Recording'), ('sought_person', 'Sought Person'), ('found_for_request', 'Found For Request')], max_length=20),
        ),
    ]
