# The bookkeeper's ledger brings invoices and payments; the next export settles what was paid meanwhile, and what the bank told here is not settled twice.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail info@beta.example
2026-02-02  books
    AN 2026-01-01 ACME 2025-0981 80.00 AA
    VE 2026-01-05 ACME R-1 1190.00 -
    VE 2026-01-06 BETA R-2 500.00 b
    BQ 2026-01-20 ACME - -80.00 AA
    BQ 2026-01-21 BETA - -200.00 b
    BQ 2026-01-22 BETA - -25.00 -
  > on account BETA 25.00
  > open R-2 300.00
  > settled 2025-0981
2026-02-13  bank  +1190.00 from BE71096123456769 ACME "R-1"
  > settled R-1
  > case ACME closed: paid
  > withdrawn ACME notice: nothing_open
2026-02-16  night
  > mail BETA reminder-1 R-2 credits 25.00 275.00
  > withdrawn BETA notice: replaced
2026-02-17  books
    AN 2026-01-01 ACME 2025-0981 80.00 AA
    VE 2026-01-05 ACME R-1 1190.00 BB
    VE 2026-01-06 BETA R-2 500.00 CC
    BQ 2026-01-20 ACME - -80.00 AA
    BQ 2026-01-21 BETA - -200.00 CC
    BQ 2026-01-22 BETA - -25.00 CC
    BQ 2026-02-02 ACME - -1190.00 BB
    BQ 2026-02-16 BETA - -275.00 CC
  > settled R-2
  > on account BETA nothing
  > case BETA closed: settled
