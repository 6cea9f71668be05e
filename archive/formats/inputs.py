"""How days and hours may be typed, in either language."""

# The first is what fields show. Never the month before the day, as Django has it in English: the
# same figures would be another day. A year in two figures could be the day.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"]
DATETIME_INPUT_FORMATS = [
    f"{day} {hour}" for day in DATE_INPUT_FORMATS for hour in TIME_INPUT_FORMATS
]
