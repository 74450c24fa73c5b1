# A payment that is announced and does not come holds a reminder back for five days only.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-23  statement announced-r1.xml
  > nothing
2026-01-28  night
  > held ACME: announced
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
