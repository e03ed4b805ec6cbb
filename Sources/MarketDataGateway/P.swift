import CZlib
import JWTKit
import MarketData
import NIOPosix
import NIOSSL
import NIOWebSocket
