"""Charts as data: what one shows in a sentence, its table, and its drawing as a Vega-Lite specification."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Spec = dict[str, Any]

BLUE: Final = "#0059b3"
ORANGE: Final = "#b35900"
INK: Final = "#1a1a1a"
FAINT: Final = "#545454"
WIDE: Final = 760
NARROW: Final = 300  # a telephone of 320 pixels, less its margins
ROW: Final = 26
SIGN: Final = 8  # pixels that a sign takes at most, as a rule
LABEL: Final = {True: 260, False: 120}
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
FONT: Final = "Arial, Liberation Sans, Helvetica, sans-serif"  # as wide where it is drawn as where it is read


@dataclass(frozen=True, kw_only=True)
class Point:
    """`shown` is the value in words; `low` and `high` its interval; `series` one of several side by side."""

    label: str
    value: float
    shown: str
    low: float | None = None
    high: float | None = None
    series: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`sentence` says what is to be seen, and is what is read out instead of the picture.

    `mark`: bars side by side, dots with their intervals, or a line over time. `target` is a rule across it.
    """

    id: str
    sentence: str
    mark: Literal["bars", "dots", "line"]
    unit: Literal["count", "share", "money"]
    points: Sequence[Point]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    target: float | None = None
    about: str = ""
    series: Sequence[str] = field(default=())


def spec(chart: Chart, *, wide: bool) -> Spec:
    """Everything that the picture needs is in it; it names nothing to be fetched."""
    drawn = {"bars": _bars, "dots": _dots, "line": _line}[chart.mark](chart, wide)
    return {
        "$schema": SCHEMA,
        "description": chart.sentence,
        "width": (WIDE if wide else NARROW) - (0 if chart.mark == "line" else LABEL[wide]),
        "padding": {"left": 12, "right": 12, "top": 4, "bottom": 4},
        "data": {"values": [_value(point) for point in chart.points]},
        **drawn,
        "config": _config(wide),
    }


def _value(point: Point) -> dict[str, Any]:
    names = ("label", "value", "shown", "low", "high", "series")
    end = point.value if point.high is None else max(point.value, point.high)
    return {**{name: getattr(point, name) for name in names}, "end": end}


def _config(wide: bool) -> Spec:
    words = {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": INK}
    return {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None},
        "axis": {**words, "labelLimit": LABEL[wide], "domainColor": FAINT, "titleFontWeight": "normal"},
        "legend": {**words, "orient": "top", "direction": "horizontal" if wide else "vertical"},
        "text": {"fontSize": 13, "color": INK},
    }


def _bars(chart: Chart, wide: bool) -> Spec:
    rows, several = _rows(chart, wide), bool(chart.series)
    bar: Spec = {"y": rows, "x": _amount(chart, wide), "color": _color(chart)}
    text: Spec = {"y": rows, "x": {"field": "end", "type": "quantitative"}, "text": {"field": "shown"}}
    if several:
        offset = {"field": "series", "type": "nominal", "sort": list(chart.series)}
        bar["yOffset"], text["yOffset"] = offset, offset
    shown = {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": text}
    layers = [{"mark": {"type": "bar"}, "encoding": bar}, *_interval(chart, wide), *_rule(chart, "x"), shown]
    return {"height": {"step": ROW}, "layer": layers}


def _dots(chart: Chart, wide: bool) -> Spec:
    mark = {"type": "point", "filled": True, "size": 90, "color": BLUE, "opacity": 1}
    dots = {"mark": mark, "encoding": {"y": _rows(chart, wide), "x": _amount(chart, wide)}}
    zero = {"mark": {"type": "rule", "color": INK}, "encoding": {"x": {"datum": 0}}}
    return {"height": {"step": ROW}, "layer": [dots, *_interval(chart, wide), zero]}


def _line(chart: Chart, wide: bool) -> Spec:
    months = {"field": "label", "type": "ordinal", "title": None, "axis": {"labelAngle": -45}}
    mark = {"type": "line", "point": {"size": 50, "filled": True, "color": BLUE}, "color": BLUE}
    line = {"mark": mark, "encoding": {"x": months, "y": _amount(chart, wide)}}
    return {"height": 220, "layer": [line, *_rule(chart, "y")]}


def _rows(chart: Chart, wide: bool) -> Spec:
    """Room is left for the labels as they are read, in whatever font that is."""
    order = list(dict.fromkeys(point.label for point in chart.points))
    room = min(LABEL[wide], 14 + max((len(label) for label in order), default=0) * SIGN)
    most = (room - 14) // SIGN
    short = f"length(datum.label) > {most} ? slice(datum.label, 0, {most - 1}) + '…' : datum.label"
    axis = {"minExtent": room, "labelLimit": 0, "labelExpr": short}
    return {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": axis}


def _amount(chart: Chart, wide: bool) -> Spec:
    form = {"share": ".0%", "count": ",d", "money": ",d"}[chart.unit]
    axis = {"format": form, "tickCount": 5 if wide else 3, "grid": True}
    return {"field": "value", "type": "quantitative", "title": chart.about or None, "axis": axis}


def _color(chart: Chart) -> Spec:
    if not chart.series:
        return {"value": BLUE}
    scale = {"domain": list(chart.series), "range": [BLUE, ORANGE][: len(chart.series)]}
    return {"field": "series", "type": "nominal", "scale": scale, "title": None}


def _interval(chart: Chart, wide: bool) -> list[Spec]:
    if not any(point.low is not None for point in chart.points):
        return []
    ends = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    known = {"filter": "isValid(datum.low) && isValid(datum.high)"}
    mark = {"type": "rule", "color": INK, "strokeWidth": 2}
    return [{"transform": [known], "mark": mark, "encoding": {"y": _rows(chart, wide), **ends}}]


def _rule(chart: Chart, axis: Literal["x", "y"]) -> list[Spec]:
    """The target, across the whole picture."""
    if chart.target is None:
        return []
    mark = {"type": "rule", "color": ORANGE, "strokeWidth": 2, "strokeDash": [6, 3]}
    return [{"mark": mark, "encoding": {axis: {"datum": chart.target}}}]
