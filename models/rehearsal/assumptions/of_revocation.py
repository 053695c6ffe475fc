"""What is assumed of revocation lists, responders and the registry."""

from collections.abc import Mapping
from types import MappingProxyType

from models.rehearsal.assumptions.declaration import Area, Declared
from models.rehearsal.assumptions.names import Assumption


def _of(zh: str, en: str, clause: str) -> Declared:
    return Declared(area=Area.REVOCATION, zh=zh, en=en, clause=clause)


OF_REVOCATION: Mapping[Assumption, Declared] = MappingProxyType(
    {
        Assumption.LIST_FETCHED: _of(
            "卡片所指的廢止清冊可以取得。",
            "The lists that the card names can be fetched.",
            "RFC 5280 §4.2.1.13",
        ),
        Assumption.LIST_FORM: _of(
            "清冊由簽發卡片的憑證機構簽署，完整且範圍可辨識。",
            "The card's issuer has signed the list, which is complete and of a known scope.",
            "RFC 5280 §5.1, §5.2",
        ),
        Assumption.LIST_NUMBER: _of(
            "清冊號碼為十位數字：年月日與當日序號。",
            "The list's number has ten digits: the date and a number within the day.",
            "RFC 5280 §5.2.3",
        ),
        Assumption.LIST_IN_TIME: _of(
            "清冊在下次更新時間之前，且每日發行。",
            "The list is not overdue, and was issued within a day.",
            "RFC 5280 §5.1.2.4, §5.1.2.5",
        ),
        Assumption.LIST_COVERS_CARD: _of(
            "清冊的範圍包含此卡片。",
            "The list covers the card.",
            "RFC 5280 §5.2.5, §6.3.3 (b)",
        ),
        Assumption.RESPONDER_HOST: _of(
            "憑證所指的 OCSP 主機就是設定中的主機。",
            "The OCSP host that the certificate names is a configured one.",
            "RFC 5280 §4.2.2.1; GPSZONE_OCSP_URLS",
        ),
        Assumption.RESPONDER_ANSWER: _of(
            "OCSP 回應者的回覆可以採用。",
            "The responder's answer about the card can be used.",
            "RFC 6960 §3.2, §4.2.1",
        ),
        Assumption.RESPONDER_SIGNER: _of(
            "回覆由憑證機構本身簽署，或由其授權、用途為 OCSP 簽署的憑證簽署。",
            "The CA signed the answer, or a certificate that it appointed for OCSP signing.",
            "RFC 6960 §4.2.2.2",
        ),
        Assumption.RESPONDER_NONCE: _of(
            "回覆帶有本系統送出的亂數。",
            "The answer has the nonce of the request.",
            "RFC 9654 §2.1",
        ),
        Assumption.RESPONDER_AGE: _of(
            "回覆在收到前一分鐘內產生，並註明下次更新時間。",
            "The answer was made within the last minute, and says when the next will be.",
            "RFC 6960 §4.2.2.1; RFC 5019 §4",
        ),
        Assumption.CARD_ACCEPTED: _of(
            "依目前的設定，本系統接受此卡片。",
            "With its present settings the service accepts this card.",
            "RFC 5652 §5.6; RFC 5280 §6.1, §6.3",
        ),
    }
)


def _of_registry(zh: str, en: str) -> Declared:
    return Declared(area=Area.REGISTRY, zh=zh, en=en, clause="EMS 基本資料表C")


OF_REGISTRY: Mapping[Assumption, Declared] = MappingProxyType(
    {
        Assumption.REGISTRY_ANSWER: _of_registry(
            "登載資料以約定的格式回覆，並有這家公司。",
            "The registry answers in the agreed form, and has the company on file.",
        ),
        Assumption.REGISTRY_ONE_ROW: _of_registry(
            "一個管制編號只有一筆登載資料。",
            "A control number has one row.",
        ),
        Assumption.REGISTRY_MAILBOX: _of_registry(
            "登載資料有一個可寄送的電子信箱。",
            "The row has one mailbox that mail can be sent to.",
        ),
    }
)
