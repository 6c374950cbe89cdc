package io.computeplatform.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class TcpProxyTests {

	private ServerSocket target;

	private TcpProxy proxy;

	@BeforeEach
	void open() throws IOException {
		this.target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.target.setSoTimeout(5_000);
		this.proxy = TcpProxy.to("127.0.0.1", this.target.getLocalPort());
	}

	@AfterEach
	void close() throws IOException {
		this.proxy.close();
		this.target.close();
	}

	@Test
	void forwardsBothWaysAndTheEnd() throws IOException {
		try (Socket client = connect(); Socket server = accept()) {
			client.getOutputStream().write(1);
			assertThat(server.getInputStream().read()).isEqualTo(1);
			client.shutdownOutput();
			assertThat(server.getInputStream().read()).isEqualTo(-1);
			server.getOutputStream().write(2);
			assertThat(client.getInputStream().read()).isEqualTo(2);
		}
	}

	@Test
	void cutEndsConnectionsUntilHealed() throws IOException {
		try (Socket client = connect(); Socket server = accept()) {
			this.proxy.cut();
			assertThat(readUntilEnd(client)).isZero();
			assertThat(readUntilEnd(server)).isZero();
			try (Socket refused = connect()) {
				assertThat(readUntilEnd(refused)).isZero();
			}
		}
		this.proxy.heal();
		forwardsBothWaysAndTheEnd();
	}

	@Test
	void stallKeepsConnectionsOpenAndBytesBack() throws IOException {
		try (Socket client = connect(); Socket server = accept()) {
			this.proxy.stall();
			client.getOutputStream().write(1);
			server.setSoTimeout(200);
			InputStream received = server.getInputStream();
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(received::read);
			assertThat(this.proxy.isHeld("\u0001")).isTrue();
			this.proxy.resume();
			server.setSoTimeout(5_000);
			assertThat(received.read()).isEqualTo(1);
			assertThat(this.proxy.isHeld("\u0001")).isFalse();
		}
	}

	@Test
	void stalledConnectionCanBeCut() throws IOException {
		try (Socket client = connect(); Socket server = accept()) {
			this.proxy.stall();
			client.getOutputStream().write(1);
			this.proxy.cut();
			assertThat(readUntilEnd(server)).isZero();
		}
	}

	@Test
	void resetEndsConnectionsWithAnError() throws IOException {
		try (Socket client = connect(); Socket server = accept()) {
			client.getOutputStream().write(1);
			assertThat(server.getInputStream().read()).isEqualTo(1);
			this.proxy.reset();
			assertThatIOException().isThrownBy(() -> client.getInputStream().read()).withMessageContaining("reset");
		}
		forwardsBothWaysAndTheEnd();
	}

	@Test
	void serverThatIsDownLooksSoThroughTheProxy() throws IOException {
		this.target.close();
		try (Socket client = connect()) {
			assertThat(readUntilEnd(client)).isZero();
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket("127.0.0.1", this.proxy.port());
		socket.setSoTimeout(5_000);
		return socket;
	}

	private Socket accept() throws IOException {
		Socket socket = this.target.accept();
		socket.setSoTimeout(5_000);
		return socket;
	}

	private static int readUntilEnd(Socket socket) throws IOException {
		return socket.getInputStream().readAllBytes().length;
	}

}
