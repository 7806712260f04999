"""The triage: questions, outcomes, due times and the drawing of it all."""
