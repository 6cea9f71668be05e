"""Django knows no Arabic form of a day with its hour, and falls back to the English one."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
