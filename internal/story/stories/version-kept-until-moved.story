# A case keeps the version that it began with until it is moved; what is prepared by the old one is written anew.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
  > follows ACME standard 1
2026-01-27  publish standard
  step notice friendly 5 days before due
  step reminder-1 polite 10 days after due
  step reminder-2 firm 34 days after due
  > follows ACME standard 1
2026-02-09  run
  > queued ACME reminder-2
2026-02-09  move standard
  > withdrawn ACME reminder-2: step_later
  > waiting ACME: step_later until 2026-02-19
  > follows ACME standard 2
2026-02-19  night
  > mail ACME reminder-2 R-1 1190.00
  > case ACME finished
  > task ACME ladder finished
