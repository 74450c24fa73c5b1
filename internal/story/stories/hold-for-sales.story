# Sales may hold a customer for a limited time; the hold ends by itself.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  hold ACME "a large order" for sales
  > refused: until: a hold for sales needs a last day
2026-01-25  hold ACME "a large order" for sales until 2026-02-09
  > refused: until: sales may hold messages back until 2026-02-08 at most
2026-01-25  hold ACME "a large order" for sales until 2026-01-28
2026-01-26  night
  > held ACME: customer_held until 2026-01-29
2026-01-28  night
  > held ACME: customer_held until 2026-01-29
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
