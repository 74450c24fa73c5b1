# Two customers who were made one by mistake are taken apart before anything left: money of one for the other is undone first, then each gets its own reminder; what came in meanwhile stays where it came.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer ACM  fr  mail info@acm.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACM 500.00 EUR due 2026-01-16
2026-01-20  hold ACM "waits for a credit note" until 2026-01-28
2026-01-21  merge ACM into ACME
2026-01-22  bank +200.00 from BE71096123456769 ACM "R-2"
  > open R-2 300.00
2026-01-23  invoice R-3 ACM 100.00 EUR due 2026-02-27
2026-01-25  part ACM from ACME
  > refused: invoices of one were settled with money of the other since (1): undo that first
2026-01-25  undo 200.00
  > asks 200.00: ACME R-2
  > open R-2 500.00
2026-01-25  part ACM from ACME
  > asks 200.00: ACM R-2
2026-01-25  confirm 200.00 as R-2
  > open R-2 300.00
2026-01-26  night
  > mail ACME reminder-1 R-1 (R-3) 1290.00
  > held ACM: customer_held
2026-01-29  bank nothing
2026-01-30  night
  > mail ACM reminder-1 R-2 300.00
