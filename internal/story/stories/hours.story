# Messages leave within the company's hours only.
company  Lys & Fils SRL  BE  scenario standard
window   14:00 16:00
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > queued ACME reminder-1
2026-01-26 13:59  send
  > nothing
2026-01-26 14:00  send
  > mail ACME reminder-1 R-1 1190.00
