# Each instalment has its own ladder, and a payment settles the one that fell due first.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 900.00 EUR parts 2026-01-16 300.00 2026-02-16 300.00 2026-03-16 300.00
2026-01-26  night
  > mail ACME reminder-1 R-1/1 (R-1/2) (R-1/3) 900.00
2026-02-02  bank  +300.00 from ACME "R-1"
  > open R-1 600.00
2026-02-11  night
  > mail ACME notice R-1/2 (R-1/3) 600.00
2026-02-26  night
  > mail ACME reminder-1 R-1/2 (R-1/3) 600.00
2026-02-27  bank  +600.00 from ACME "R-1"
  > settled R-1
  > case ACME closed: paid
