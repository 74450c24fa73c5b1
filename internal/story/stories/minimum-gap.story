# Between two messages lie at least the days that the company wants, whatever falls due (L8).
company  Lys & Fils SRL  BE  scenario standard
gap      10
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1000.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 500.00 EUR due 2026-01-19
2026-01-26  night
  > mail ACME reminder-1 R-1 (R-2) 1500.00
2026-01-29  night
  > waiting ACME: too_soon until 2026-02-05
2026-02-03  look
  > waiting ACME: too_soon until 2026-02-05
2026-02-04  night
  > waiting ACME: too_soon
2026-02-05  night
  > mail ACME reminder-1 (R-1) R-2 1500.00
