"""Mailboxes that many read, and the domains of providers where anybody has one: neither tells whose an address is."""

import re

SHARED_MAILBOXES = frozenset(
    re.findall(
        r"\S+",
        """
    info office hello hi contact contacts kontakt contacto contato mail email post team sales support service help
    admin administration accounts accounting billing invoice invoices finance payments orders order jobs hr careers
    marketing press media pr reception enquiries inquiries enquiry noreply no-reply webmaster postmaster secretary
    secretariat buchhaltung rechnung rechnungen empfang sekretariat zentrale verwaltung bewerbung vertrieb
    compta comptabilite accueil commercial ventas administracion facturacion contabilidad vendas financeiro
    amministrazione segreteria commerciale biuro faktury sekretariat obchod boekhouding administratie
    """,
    )
)
FREE_MAIL = frozenset(
    re.findall(
        r"\S+",
        """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com yahoo.com yahoo.co.uk
    yahoo.co.jp yahoo.fr yahoo.de ymail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.de
    gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de posteo.de mailbox.org mail.de mail.com zoho.com
    fastmail.com tutanota.com tuta.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tin.it
    bluewin.ch hispeed.ch btinternet.com sky.com virginmedia.com comcast.net verizon.net att.net bigpond.com
    wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru
    qq.com foxmail.com 163.com 126.com sina.com sina.cn sohu.com yeah.net aliyun.com 139.com 189.cn
    naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp uol.com.br bol.com.br terra.com.br
    rediffmail.com
    """,
    )
)


def is_shared(email: str) -> bool:
    """Tell whether a folded e-mail address is a mailbox that many read, such as ``info@acme.example``."""
    return email.partition("@")[0].partition("+")[0] in SHARED_MAILBOXES
