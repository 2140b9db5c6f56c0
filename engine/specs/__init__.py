"""What each BPMN element does with a token: SpiffWorkflow task specs without prediction and without data in tokens."""
