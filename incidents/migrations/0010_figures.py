from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_letter_actions'),
        ('incidents', '0009_escalations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='sight',
            name='sight_period',
        ),
        migrations.AddIndex(
            model_name='aftercare',
            index=models.Index(fields=['due_at'], include=('incident', 'done_at', 'declined'), name='aftercare_figures'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['municipality', 'reported_at'], include=('id', 'unit', 'occurred_on', 'status', 'destroy_at', 'first_reaction_at', 'facts_established_at'), name='incident_figures'),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(fields=['imposed_at'], include=('incident', 'state', 'annulled_at', 'letter_sent_at'), name='sanction_figures'),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(condition=models.Q(('annulled_at', None), ('letter_sent_at', None), ('state', 'imposed')), fields=['imposed_at'], name='sanction_letters'),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(condition=models.Q(('annulled_at', None), ('lifted_on', None), ('state', 'imposed')), fields=['planned_end'], name='sanction_running'),
        ),
        migrations.AddIndex(
            model_name='sight',
            index=models.Index(fields=['municipality', 'occurred_on'], include=('incident', 'unit', 'is_owner', 'reported_at', 'destroy_at', 'status', 'severity', 'kinds'), name='sight_period'),
        ),
        migrations.AddIndex(
            model_name='sight',
            index=models.Index(fields=['municipality', 'destroy_at'], include=('unit', 'is_owner', 'incident'), name='sight_going'),
        ),
    ]
