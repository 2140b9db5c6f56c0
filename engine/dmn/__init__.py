"""DMN 1.1 to 1.5: reading models, judging them, evaluating decisions with a record of why. Pure: no database."""
from __future__ import annotations

from engine.dmn.assembling import compile_graph
from engine.dmn.graph import DecisionGraph
from engine.dmn.inputs import read_inputs
from engine.dmn.model import Decision, DecisionTable, Model
from engine.dmn.problems import Problem
from engine.dmn.reading import is_dmn, read_model
from engine.dmn.results import DecisionEvaluation, DecisionResult, Hit, InputValue

__all__ = [
    "Decision", "DecisionEvaluation", "DecisionGraph", "DecisionResult", "DecisionTable", "Hit", "InputValue", "Model",
    "Problem", "compile_graph", "is_dmn", "read_inputs", "read_model",
]
