"""What the history of a thing says."""

from django.contrib.admin.models import LogEntry

from articles import curation


def history(thing) -> list[str]:
    kept = LogEntry.objects.filter(
        object_id=str(thing.pk), content_type__model=thing._meta.model_name
    )
    return [curation.told(line) for line in kept.order_by("pk")]
