"""Make places.txt: countries and cities in Arabic, and how English and Russian write them.

Run by hand when the list is to be made anew: `python articles/arabic/data/build_places.py`
(Babel is installed with the site). The names are those of the Unicode CLDR that Babel carries:
territories, and the exemplar cities of time zones."""

from pathlib import Path

from babel import Locale

TARGET = Path(__file__).with_name("places.txt")
HEAD = (
    "# Arabic name, then how English and Russian write it, parted by |. Made by build_places.py.\n"
)


def names(locale: Locale) -> dict[str, str]:
    """Territory codes and time zones to the name that the language gives them."""
    countries = {code: name for code, name in locale.territories.items() if code.isalpha()}
    zones = locale.time_zones
    cities: dict[str, str] = {
        str(zone): zones[zone]["city"] for zone in zones if "city" in zones[zone]
    }
    # CLDR leaves out an English city name that the zone's own name spells already.
    if locale.language == "en":
        cities |= {
            zone: zone.rsplit("/", 1)[-1].replace("_", " ")
            for zone in map(str, Locale("ar").time_zones)
            if zone not in cities and "/" in zone
        }
    return countries | cities


def main() -> None:
    arabic, english, russian = (names(Locale(code)) for code in ("ar", "en", "ru"))
    rows: dict[str, dict[str, None]] = {}
    for code, name in arabic.items():
        foreign = [table[code] for table in (english, russian) if code in table]
        foreign = [text for text in foreign if len(text) > 2]
        if foreign and not name.isascii():
            rows.setdefault(name, {}).update(dict.fromkeys(foreign))
    lines = sorted("|".join([name, *foreign]) for name, foreign in rows.items())
    TARGET.write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
