# An invoice leaves once on its day, as PDF and XML; no reminder comes before it has left.
company  Lys & Fils SRL  BE  scenario standard
freshness off
delivery on
customer ACME  fr  mail compta@acme.example
2026-01-05  invoice R-1 ACME 1190.00 EUR due 2026-01-16 issued 2026-01-07 with pdf
2026-01-06  send
2026-01-07  send
  > mail ACME invoice R-1 1190.00 with R-1.pdf R-1.xml
  > delivery R-1 delivered 2026-01-07
2026-01-08  send
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
# This one lacks its page: a person is asked for it, and its reminder waits until it has left.
2026-01-28  bank +1190.00 from ACME "R-1"
  > settled R-1
  > case ACME closed: paid
2026-01-30  invoice R-2 ACME 100.00 EUR due 2026-02-02
2026-01-30 11:00  send
  > task ACME invoice lacks
  > delivery R-2 lacks
2026-02-12  night
  > held ACME: invoice_unsent
2026-02-13  doctor
  > nothing
