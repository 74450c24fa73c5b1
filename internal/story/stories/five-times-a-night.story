# A night that is run five times sends once (L12).
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
2026-01-26  run
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-26  night
2026-01-26  run
2026-01-26  send
  > nothing
