# Who pays for a customer under another name is asked about once; then an exact amount is booked, until what taught it is taken back.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 121.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 60.50 EUR due 2026-01-16
2026-01-02  invoice R-3 ACME 33.00 EUR due 2026-01-16
2026-01-05  bank  +121.00 from "Fiduciaire du Lac" "merci"
  > asks 121.00: ACME R-1
2026-01-06  confirm 121.00 as R-1
  > settled R-1
2026-01-07  bank  +60.50 from "FIDUCIAIRE DU LAC 0042" "encore"
  > settled R-2
2026-01-08  undo 121.00
  > open R-1 121.00
  > asks 121.00: ACME R-1
2026-01-09  bank  +33.00 from "Fiduciaire du Lac" "solde"
  > asks 33.00: ACME R-3
