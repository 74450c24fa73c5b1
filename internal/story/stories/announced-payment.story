# What the bank announces pays nothing, but holds a reminder back until it is booked.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-23  statement announced-r1.xml
  > nothing
2026-01-26  night
  > held ACME: announced
2026-01-27  statement booked-r1.xml
  > settled R-1
  > case ACME closed: paid
2026-01-28  night
  > nothing
