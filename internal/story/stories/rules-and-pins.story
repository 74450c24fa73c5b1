# A rule gives key accounts a gentler scenario; what a person gives by hand comes before every rule.
company  Lys & Fils SRL  BE  scenario standard
freshness off
2026-01-02  publish gentle
  step hello polite 20 days after due
2026-01-02  rule gentle label vip
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail boek@beta.example
2026-01-02  label BETA vip
2026-01-02  invoice R-1 ACME 100.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 200.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 100.00
  > follows ACME standard 1
  > waiting BETA: step_later until 2026-02-05
  > follows BETA gentle 1
2026-01-27  pin BETA standard
  > queued BETA reminder-1
  > follows BETA standard 1
2026-01-27  pin BETA rules
  > withdrawn BETA reminder-1: step_later
  > follows BETA gentle 1
2026-02-05  night
  > mail BETA hello R-2 200.00
  > case BETA finished
  > task BETA ladder finished
