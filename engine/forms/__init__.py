"""Forms made in Camunda Modeler: read and judged at deployment, prefilled, and validated on the server."""
from __future__ import annotations

from engine.forms.errors import UnreadableForm
from engine.forms.findings import FormFinding
from engine.forms.form import Form
from engine.forms.reading import read_form
from engine.forms.submission import Accepted

__all__ = ["Accepted", "Form", "FormFinding", "UnreadableForm", "read_form"]
