import django.db.models.deletion
import django.utils.timezone
import protection.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0005_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='requestsubject',
            name='part',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('choice', models.CharField(choices=[('nothing', 'Niets: voor dit onderdeel wordt het verzoek afgewezen'), ('person', 'Alleen wat over deze persoon gaat'), ('whole', 'Het geheel')], max_length=8)),
                ('recipients', models.CharField(blank=True, choices=[('told', 'Ja, zij zijn ingelicht'), ('impossible', 'Nee, dat is onmogelijk of vraagt onevenredig veel inspanning')], default='', max_length=10)),
                ('corrections', protection.fields.EncryptedJSONField(blank=True, default=None, null=True)),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('carried_out_at', models.DateTimeField(editable=False, null=True)),
                ('told_on', models.DateField(editable=False, null=True, verbose_name='vooraf verteld op')),
                ('lifted_at', models.DateTimeField(editable=False, null=True)),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='effect', to='oversight.requestsubject')),
            ],
            options={
                'ordering': ['subject', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None), ('told_on', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), ('told_on__isnull', False)), _connector='OR'), name='restriction_lifted_after_telling')],
            },
        ),
    ]
