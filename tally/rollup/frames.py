"""The tables of a roll-up summed by polars."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from tally.application.report.tables import BodyRow, By, FiguresBy, PersonRow
from tally.domain.contest import Office
from tally.domain.statistics import Ages, Band, Figures, Share

_BODIES: Mapping[str, "pl.DataType | type[pl.DataType]"] = {
    "organisation": pl.Int64,
    "level": pl.String,
    "office": pl.Enum([office.value for office in Office]),
    "seats": pl.Int64,
    "elected": pl.Int64,
    "under_filled": pl.Boolean,
    "surplus": pl.Int64,
    "alternates": pl.Int64,
}
_PEOPLE: Mapping[str, "pl.DataType | type[pl.DataType]"] = {
    "organisation": pl.Int64,
    "level": pl.String,
    "office": pl.Enum([office.value for office in Office]),
    "first_term": pl.Boolean,
    "woman": pl.Boolean,
    "minority": pl.Boolean,
    "age": pl.Int64,
    "band": pl.String,
    "percent": pl.Int64,
}
_SHARES = ("first_term", "woman", "minority")


class PolarsFrames:
    """Sums tables (`application.report.tables.Frames`); every figure is a whole number, nothing is rounded here."""

    def figures(self, bodies: Sequence[BodyRow], people: Sequence[PersonRow], by: By) -> FiguresBy:
        """Return the figures of every group that has a body, in the order of the groups and then of `Office`."""
        keys = ["office"] if by is By.NOTHING else [by.value, "office"]
        each_body = pl.DataFrame(bodies, schema=_BODIES, orient="row").group_by(keys).agg(_of_bodies())
        each_person = pl.DataFrame(people, schema=_PEOPLE, orient="row").group_by(keys).agg(_of_people())
        rows = each_body.join(each_person, on=keys, how="left").sort(keys).iter_rows(named=True)
        return {("" if by is By.NOTHING else row[by.value], Office(row["office"])): _figures(row) for row in rows}


def _of_bodies() -> list[pl.Expr]:
    return [
        pl.len().alias("contests"),
        pl.col("seats").alias("each_seats"),
        pl.col("surplus").alias("each_surplus"),
        pl.col("seats", "elected", "under_filled", "alternates").sum(),
    ]


def _of_people() -> list[pl.Expr]:
    return [
        *(pl.col(share).sum() for share in _SHARES),
        *(pl.col(share).null_count().alias(f"{share}_unknown") for share in _SHARES),
        pl.col("age").sum(),
        pl.col("age").count().alias("age_known"),
        pl.col("age").null_count().alias("age_unknown"),
        pl.col("age").min().alias("youngest"),
        pl.col("age").max().alias("oldest"),
        *((pl.col("band") == band.value).sum().alias(f"band {band}") for band in Band),
        pl.col("percent").min().alias("lowest"),
        pl.col("percent").max().alias("highest"),
    ]


def _figures(row: dict[str, Any]) -> Figures:
    def number(name: str) -> int:
        return int(row[name] or 0)  # nothing at all where nobody was elected

    def share(name: str) -> Share:
        return Share(number(name), number(f"{name}_unknown"))

    return Figures(
        contests=number("contests"),
        seats=number("seats"),
        elected=number("elected"),
        under_filled=number("under_filled"),
        first_term=share("first_term"),
        women=share("woman"),
        minority=share("minority"),
        ages=Ages(
            total=number("age"),
            known=number("age_known"),
            unknown=number("age_unknown"),
            youngest=row["youngest"],
            oldest=row["oldest"],
            bands=tuple((band, number(f"band {band}")) for band in Band),
        ),
        surpluses=tuple(
            Fraction(surplus, seats) for surplus, seats in zip(row["each_surplus"], row["each_seats"], strict=True)
        ),
        lowest=row["lowest"],
        highest=row["highest"],
        alternates=number("alternates"),
    )
