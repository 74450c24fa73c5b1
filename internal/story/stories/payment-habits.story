# How a customer pays is read from what was paid: it falls with payments that come late, and rises with those that come in time.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  hold ACME "reminders are not what this is about"
  > profile ACME new
2026-01-02  invoice R-1 ACME 101.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 102.00 EUR due 2026-01-16
2026-01-02  invoice R-3 ACME 103.00 EUR due 2026-01-16
2026-02-10  bank  +101.00 from BE71096123456769 ACME "R-1"
    +102.00 from BE71096123456769 ACME "R-2"
  > settled R-1
  > settled R-2
  > profile ACME new
2026-02-12  bank  +103.00 from BE71096123456769 ACME "R-3"
  > settled R-3
  > case ACME closed: paid
  > profile ACME habitual
2026-02-13  undo 103.00
  > asks 103.00: ACME R-3
  > open R-3 103.00
  > profile ACME new
2026-02-14  confirm 103.00 as R-3
  > settled R-3
  > case ACME closed: paid
  > profile ACME habitual
2026-02-16  invoice R-4 ACME 104.00 EUR due 2026-03-18
2026-02-16  invoice R-5 ACME 105.00 EUR due 2026-03-18
2026-02-16  invoice R-6 ACME 106.00 EUR due 2026-03-18
2026-02-16  invoice R-7 ACME 107.00 EUR due 2026-03-18
2026-02-16  invoice R-8 ACME 108.00 EUR due 2026-03-18
2026-02-16  invoice R-9 ACME 109.00 EUR due 2026-03-18
2026-02-16  invoice R-10 ACME 110.00 EUR due 2026-03-18
2026-02-16  invoice R-11 ACME 111.00 EUR due 2026-03-18
2026-02-16  invoice R-12 ACME 112.00 EUR due 2026-03-18
2026-02-16  invoice R-13 ACME 113.00 EUR due 2026-03-18
2026-03-02  bank  +104.00 from BE71096123456769 ACME "R-4"
    +105.00 from BE71096123456769 ACME "R-5"
  > settled R-4
  > settled R-5
  > profile ACME habitual
2026-03-16  bank  +106.00 from BE71096123456769 ACME "R-6"
  > settled R-6
  > profile ACME late
2026-03-20  bank  +107.00 from BE71096123456769 ACME "R-7"
    +108.00 from BE71096123456769 ACME "R-8"
    +109.00 from BE71096123456769 ACME "R-9"
    +110.00 from BE71096123456769 ACME "R-10"
    +111.00 from BE71096123456769 ACME "R-11"
    +112.00 from BE71096123456769 ACME "R-12"
    +113.00 from BE71096123456769 ACME "R-13"
  > settled R-7
  > settled R-8
  > settled R-9
  > settled R-10
  > settled R-11
  > settled R-12
  > settled R-13
  > case ACME closed: paid
  > profile ACME prompt
