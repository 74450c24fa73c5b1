package ui

func alertIcon(tone Tone) Icon {
	switch tone {
	case ToneGood:
		return IconPaid
	case ToneWarn, ToneLate2, ToneLate3:
		return IconAlert
	case ToneBad:
		return IconError
	}
	return IconInfo
}

func confirmKind(danger bool) ButtonKind {
	if danger {
		return ButtonDanger
	}
	return ButtonPrimary
}
