"""What the history of a thing says."""

from django.contrib.admin.models import LogEntry


def history(thing) -> list[str]:
    kept = LogEntry.objects.filter(
        object_id=str(thing.pk), content_type__model=thing._meta.model_name
    )
    return list(kept.order_by("pk").values_list("change_message", flat=True))
