# Nothing leaves under a scenario that was replaced since the night (L25).
scenario brisk
  step first   polite  5 days after due
  step second  firm    10 days after previous
scenario gentle
  step hello   polite  8 days after due
  step first   firm    30 days after due
company  Lys & Fils SRL  BE  scenario brisk
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME first
2026-01-26 08:00  scenario gentle
2026-01-26 09:00  send
  > withdrawn ACME first: replaced
  > mail ACME hello R-1 1190.00
2026-02-16  night
  > mail ACME first R-1 1190.00
  > case ACME finished
  > task ACME ladder finished
