# A reminder that comes back was not said: somebody is asked for another address, and it goes there.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-26  bounce ACME
  > task ACME no address
2026-01-27  night
2026-01-28  address ACME  fr  mail boekhouding@acme.example
  > done ACME no address
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
