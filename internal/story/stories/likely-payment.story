# A payment that is only likely holds the reminder back until a person has said what it is.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-23  bank  +1190.00 from BE71096123456769 ACME "merci"
  > asks 1190.00: ACME R-1
2026-01-26  night
  > held ACME: likely_payment
2026-01-27  ignore 1190.00
  > queued ACME reminder-1
2026-01-27  send
  > mail ACME reminder-1 R-1 1190.00
