import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_letter_actions'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='RightsReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('completed_at', models.DateTimeField(null=True)),
                ('completed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.municipality')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RightsDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('user_grant', 'niveau van een persoon'), ('group_grant', 'niveau van een groep'), ('membership', 'lidmaatschap van een groep')], max_length=12)),
                ('right_id', models.PositiveBigIntegerField()),
                ('granted_at', models.DateTimeField()),
                ('level', models.CharField(blank=True, choices=[('administrator', 'Applicatiebeheerder'), ('reporter', 'Melder'), ('handler', 'Afhandelaar'), ('supervisor', 'Toezichthouder'), ('registry_reader', 'Raadpleger klantkenmerken'), ('head', 'Hoofd KCC'), ('coordinator', 'Agressiecoördinator')], max_length=20)),
                ('outcome', models.CharField(choices=[('confirmed', 'blijft'), ('withdrawn', 'ingetrokken')], max_length=10)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='auth.group')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisationalunit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='accounts.rightsreview')),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='rightsreview',
            constraint=models.UniqueConstraint(condition=models.Q(('completed_at', None)), fields=('municipality',), name='one_open_rights_review_per_municipality'),
        ),
        migrations.AddConstraint(
            model_name='rightsdecision',
            constraint=models.UniqueConstraint(fields=('review', 'kind', 'right_id', 'granted_at'), name='right_once_per_review'),
        ),
    ]
