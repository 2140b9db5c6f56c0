"""Camunda 7's REST dialect for the Modeler, external workers and other Camunda clients."""
