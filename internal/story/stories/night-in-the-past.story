# A night before the last one cannot be run any more (L21).
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2025-01-02  invoice R-1 ACME 1190.00 EUR due 2025-01-31
2025-07-31  night
  > mail ACME reminder-1 R-1 1190.00
2025-08-01  run of 2025-07-30
  > refused: the night of 2025-07-31 was run already…
2025-12-01  night
  > mail ACME reminder-2 R-1 1190.00
2026-02-02  night
  > mail ACME final-reminder R-1 1190.00
