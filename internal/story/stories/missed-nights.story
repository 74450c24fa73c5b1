# Nights that were missed are caught up by one message, and no step is skipped (L2, L6).
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-03-16  night
  > mail ACME reminder-1 R-1 1190.00
2026-03-16  night
  > nothing
2026-03-17  night
  > waiting ACME: too_soon until 2026-03-23
2026-03-23  night
  > mail ACME reminder-2 R-1 1190.00
