"""Runs Rasa's prediction graph in a straight line: a scheduler cost more than its few nodes."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Text, Tuple

from rasa.engine.runner.dask import DaskGraphRunner


class StraightRunner(DaskGraphRunner):
    """The same nodes, loaded the same way as by Rasa's runner; their order is worked out once."""

    def run(
        self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
    ) -> Dict[Text, Any]:
        given = dict(inputs or {})
        found: Dict[str, Tuple[str, Any]] = {name: (name, value) for name, value in given.items()}
        wanted = list(targets or self._graph_schema.target_names)
        for node, needs in self._line(tuple(wanted)):
            found[node] = self._instantiated_nodes[node](*[found[need] for need in needs])
        return {name: found[name][1] for name in wanted}

    def _line(self, wanted: Tuple[str, ...]) -> List[Tuple[str, List[str]]]:
        lines: Dict[Tuple[str, ...], List[Tuple[str, List[str]]]] = self.__dict__.setdefault("_lines", {})
        if wanted not in lines:
            needs = {name: list(node.needs.values()) for name, node in self._graph_schema.nodes.items()}
            lines[wanted] = [(name, needs[name]) for name in in_order(needs, wanted)]
        return lines[wanted]


def in_order(needs: Mapping[str, List[str]], wanted: Tuple[str, ...]) -> List[str]:
    """The nodes that `wanted` needs, each after what it needs itself; names that are no nodes are inputs."""
    placed: Dict[str, None] = {}

    def place(name: str) -> None:
        if name in needs and name not in placed:
            for need in needs[name]:
                place(need)
            placed[name] = None

    for name in wanted:
        place(name)
    return list(placed)
