"""From checked BPMN XML to specifications: our parser classes over SpiffWorkflow's Camunda parser."""
