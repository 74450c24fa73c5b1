# The bookkeeper letters a payment with the wrong customer's invoice and takes that back: the invoice is open again, a person sees it first, and the ladder goes on where it was.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail info@beta.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
  > mail BETA reminder-1 R-2 1190.00
2026-02-02  books
    VE 2026-01-02 ACME R-1 1190.00 AA
    VE 2026-01-02 BETA R-2 1190.00 -
    BQ 2026-01-28 ACME - -1190.00 AA
  > settled R-1
  > case ACME closed: settled
2026-02-04  books
    VE 2026-01-02 ACME R-1 1190.00 -
    VE 2026-01-02 BETA R-2 1190.00 AA
    BQ 2026-01-28 BETA - -1190.00 AA
  > open R-1 1190.00
  > settled R-2
  > case BETA closed: settled
2026-02-06  night
  > waiting ACME: invoice_held
2026-02-11  bank nothing
2026-02-12  night
  > mail ACME reminder-2 R-1 1190.00
