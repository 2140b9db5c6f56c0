"""The camunda:property names that the engine reads, and the words that stand in them."""
from __future__ import annotations

#: Moves a case's stage; a value that begins with ``=`` is FEEL.
STAGE_PROPERTY = "stage"
PAYLOAD_FORM_PROPERTY = "payloadForm"
PAYLOAD_VARIABLE_PROPERTY = "payloadVariable"
#: On a business rule task: the variable that takes the text that says why the decision came out so.
REASON_VARIABLE_PROPERTY = "reasonVariable"
#: Who may send the message of an event: these words, and roles as in candidate groups, separated by commas.
SENDERS_PROPERTY = "senders"
EVERYONE = "everyone"
INITIATOR = "initiator"
#: Among the senders: diagrams that throw the message.
PROCESS_SENDER = "process"
#: Who may fetch the external work of a task: roles as in candidate groups, separated by commas.
WORKERS_PROPERTY = "workers"
#: On an activity with a multi-instance marker: the variable that takes the list of results, and each one's FEEL.
OUTPUT_COLLECTION_PROPERTY = "outputCollection"
OUTPUT_ELEMENT_PROPERTY = "outputElement"
#: On what throws a message: the case that is meant.
BUSINESS_KEY_PROPERTY = "businessKey"
#: FEEL, on what throws and what receives a message: both values must be equal.
CORRELATION_KEY_PROPERTY = "correlationKey"
#: On what throws a message or begins a process by itself: where the case belongs that is started.
ORGANISATION_PROPERTY = "organisation"
#: On script and business rule tasks: FEEL giving the code of the error that is raised, null for none; its message.
ERROR_CODE_PROPERTY = "errorCode"
ERROR_MESSAGE_PROPERTY = "errorMessage"
