"""Accounts, groups and logins. Whoever keeps them is no superuser by that, and makes none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from axes import admin as lockouts
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles.admin.base import ForgivingList

# What a superuser alone hands out; everybody else puts people in groups.
RESERVED = ("is_superuser", "user_permissions")

admin.site.unregister([User, Group, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(Group)
class GroupsAdmin(ForgivingList, GroupAdmin):
    pass


@admin.register(AccessAttempt)
class AttemptsAdmin(ForgivingList, lockouts.AccessAttemptAdmin):
    pass


@admin.register(AccessFailureLog)
class FailuresAdmin(ForgivingList, lockouts.AccessFailureLogAdmin):
    pass


@admin.register(AccessLog)
class LoginsAdmin(ForgivingList, lockouts.AccessLogAdmin):
    pass


@admin.register(User)
class PeopleAdmin(ForgivingList, UserAdmin):
    """Django's own, closed where it would let an administrator rise above the groups."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *RESERVED)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Histories name who made each change: an account that stands in one stays."""
        return self._may_delete(request, obj) and (obj is None or not _lines_of([obj]))

    def _may_delete(self, request: HttpRequest, user: Any) -> bool:
        return super().has_delete_permission(request, user) and _may_touch(request, user)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        user = self.get_object(request, unquote(object_id))
        if user is not None and self._may_delete(request, user) and _lines_of([user]):
            messages.error(request, _hint(user))
            return redirect("admin:auth_user_change", user.pk)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Chosen accounts that stay hold up the deletion, and the page says what to do."""
        gone, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return gone, counts, lacking, [*protected, *(_hint(user) for user in _lines_of(objs))]


def _may_touch(request: HttpRequest, user: Any) -> bool:
    return request.user.is_superuser or user is None or not user.is_superuser


def _lines_of(users: Iterable[Any]) -> list[Any]:
    """Those of the accounts that stand in a history."""
    numbers = {user.pk for user in users}
    return list(User.objects.filter(pk__in=numbers, logentry__isnull=False).distinct())


def _hint(user: Any) -> str:
    text = _("%s stands in histories, which would lose its lines. Take “active” away instead.")
    return text % user
