"""Who sat on which side: the participants of a meeting by country, with a name for each side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from django.utils.translation import gettext as _

from articles.models import Entity

# The adjective after "the ... side". Where one is missing, the name of the country stands instead.
ADJECTIVES_AR = {
    "AE": "الإماراتي", "AF": "الأفغاني", "AL": "الألباني", "AM": "الأرميني", "AR": "الأرجنتيني",
    "AT": "النمساوي", "AU": "الأسترالي", "AZ": "الأذربيجاني", "BA": "البوسني", "BE": "البلجيكي",
    "BG": "البلغاري", "BH": "البحريني", "BR": "البرازيلي", "BY": "البيلاروسي", "CA": "الكندي",
    "CH": "السويسري", "CN": "الصيني", "CU": "الكوبي", "CY": "القبرصي", "CZ": "التشيكي",
    "DE": "الألماني", "DJ": "الجيبوتي", "DK": "الدنماركي", "DZ": "الجزائري", "EE": "الإستوني",
    "EG": "المصري", "ER": "الإريتري", "ES": "الإسباني", "ET": "الإثيوبي", "FI": "الفنلندي",
    "FR": "الفرنسي", "GB": "البريطاني", "GE": "الجورجي", "GR": "اليوناني", "HR": "الكرواتي",
    "HU": "المجري", "ID": "الإندونيسي", "IE": "الأيرلندي", "IL": "الإسرائيلي", "IN": "الهندي",
    "IQ": "العراقي", "IR": "الإيراني", "IS": "الآيسلندي", "IT": "الإيطالي", "JO": "الأردني",
    "JP": "الياباني", "KE": "الكيني", "KG": "القرغيزي", "KP": "الكوري الشمالي",
    "KR": "الكوري الجنوبي", "KW": "الكويتي", "KZ": "الكازاخستاني", "LB": "اللبناني",
    "LT": "الليتواني", "LU": "اللوكسمبورغي", "LV": "اللاتفي", "LY": "الليبي", "MA": "المغربي",
    "MD": "المولدوفي", "MR": "الموريتاني", "MT": "المالطي", "MX": "المكسيكي", "MY": "الماليزي",
    "NG": "النيجيري", "NL": "الهولندي", "NO": "النرويجي", "NZ": "النيوزيلندي", "OM": "العُماني",
    "PK": "الباكستاني", "PL": "البولندي", "PS": "الفلسطيني", "PT": "البرتغالي", "QA": "القطري",
    "RO": "الروماني", "RS": "الصربي", "RU": "الروسي", "RW": "الرواندي", "SA": "السعودي",
    "SD": "السوداني", "SE": "السويدي", "SG": "السنغافوري", "SI": "السلوفيني", "SK": "السلوفاكي",
    "SN": "السنغالي", "SO": "الصومالي", "SY": "السوري", "TD": "التشادي", "TH": "التايلاندي",
    "TJ": "الطاجيكي", "TM": "التركماني", "TN": "التونسي", "TR": "التركي", "TW": "التايواني",
    "UA": "الأوكراني", "UG": "الأوغندي", "US": "الأمريكي", "UZ": "الأوزبكي", "VA": "الفاتيكاني",
    "VE": "الفنزويلي", "VN": "الفيتنامي", "YE": "اليمني", "ZA": "الجنوب أفريقي",
}  # fmt: skip
# Names where the Unicode tables are stiff or longer than the press writes them.
NAMES = {
    "ar": {"PS": "فلسطين", "US": "الولايات المتحدة", "GB": "بريطانيا"},
    "en": {"PS": "Palestine", "US": "United States", "GB": "United Kingdom", "TR": "Turkey"},
}


@dataclass(frozen=True)
class Side:
    """One side of a meeting. `country` is empty for those who spoke for none."""

    country: str
    label: str
    people: list[Entity]


@lru_cache(maxsize=1024)
def country_name(code: str, language: str) -> str:
    """Return the usual name of a country by its ISO 3166-1 code; an unknown code as it is."""
    known, written = code.upper(), "en" if language == "en" else "ar"
    name = NAMES[written].get(known) or Locale.parse(written).territories.get(known)
    return str(name or code)


def side_label(country: str, language: str) -> str:
    """ "الجانب الأمريكي", "United States"; "other participants" where there is no country."""
    if not country:
        return _("Other participants")
    if language != "ar":
        return country_name(country, language)
    adjective = ADJECTIVES_AR.get(country)
    return f"الجانب {adjective}" if adjective else f"جانب {country_name(country, language)}"


def sides_of(people: Iterable[tuple[Entity, str]], language: str) -> list[Side]:
    """Participants, each with the side said for the meeting, by side in order of appearance.

    Those without a country come last."""
    found: dict[str, list[Entity]] = {}
    for entity, side in people:
        found.setdefault(side or entity.country, []).append(entity)
    order = sorted(found, key=lambda country: not country)
    return [Side(country, side_label(country, language), found[country]) for country in order]
