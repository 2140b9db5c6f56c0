"""Runs BPMN: deployment, parsing, execution, state, tasks, timers, events, history."""
