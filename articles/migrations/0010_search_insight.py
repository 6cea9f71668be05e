"""What readers did not find, terms that mean the same, pinned results; and the group "admin".

An operator may change the groups afterwards: the migration only adds, and runs once."""

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations, models

SEEN = {"see_insight"}
ANSWERED = SEEN | {"answer_insight"}
STEERED = ANSWERED | {"pin_result"}
GROUPS = {"viewer": SEEN, "curator": ANSWERED, "editor": STEERED, "admin": STEERED}
# Beside what an editor may do.
PEOPLE = {f"{verb}_{name}" for verb in ("view", "add", "change") for name in ("user", "group")}
PEOPLE |= {"delete_group"}  # an account is closed, never deleted: histories name it


def add_to_groups(apps, schema_editor):
    """Give each group what is new, and make that of administrators out of the editors' one."""
    alias = schema_editor.connection.alias
    # Permissions are made after the last migration, too late for this one. models_module says that
    # the app has models: the historical app config does not know.
    for label in ("articles", "auth"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_contenttypes(config, verbosity=0, using=alias, apps=apps)
        create_permissions(config, verbosity=0, using=alias, apps=apps)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for name, codenames in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        rows = permissions.filter(content_type__app_label="articles", codename__in=codenames)
        group.permissions.add(*rows)
    admin = groups.get(name="admin")
    admin.permissions.add(*groups.get(name="editor").permissions.all())
    rows = permissions.filter(content_type__app_label="auth", codename__in=PEOPLE)
    admin.permissions.add(*rows)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_merges'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=60, verbose_name='term')),
                ('other', models.CharField(max_length=60, verbose_name='the same as')),
                ('folded', models.CharField(help_text='Both terms, folded and in order: a pair is the same either way round.', max_length=240, unique=True, verbose_name='folded pair')),
            ],
            options={
                'verbose_name': 'synonym',
                'verbose_name_plural': 'synonyms',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MissedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(help_text='By which equal queries are known.', max_length=100, verbose_name='folded words')),
                ('text', models.CharField(max_length=100, verbose_name='text')),
                ('kin', models.CharField(help_text='What the spellings of one name have in common.', max_length=100, verbose_name='kin')),
                ('on', models.DateField(db_index=True, verbose_name='day')),
                ('found', models.PositiveIntegerField(help_text='With every word of the query, when it was last asked.', verbose_name='articles found')),
                ('near', models.PositiveIntegerField(help_text='With some of its words.', verbose_name='nearest misses')),
                ('taken_for', models.CharField(blank=True, help_text='What was searched or offered in its place.', max_length=100, verbose_name='taken for')),
                ('is_settled', models.BooleanField(default=False, help_text='Until it is searched in vain again.', verbose_name='put aside')),
            ],
            options={
                'verbose_name': 'search without a find',
                'verbose_name_plural': 'searches without a find',
                'permissions': [('see_insight', 'Can see what readers did not find'), ('answer_insight', 'Can dismiss searches and add synonyms'), ('pin_result', 'Can pin results of searches')],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('folded', 'on'), name='missed_search_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PinnedResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(help_text='By which equal queries are known.', max_length=100, unique=True, verbose_name='folded words')),
                ('text', models.CharField(max_length=100, verbose_name='query')),
                ('note', models.CharField(blank=True, help_text='Why; for the desk alone.', max_length=200, verbose_name='note')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='articles.article', verbose_name='article')),
            ],
            options={
                'verbose_name': 'pinned result',
                'verbose_name_plural': 'pinned results',
                'default_permissions': (),
            },
        ),
        # Groups stay when the migration is undone: people may be in them.
        migrations.RunPython(add_to_groups, migrations.RunPython.noop),
    ]
