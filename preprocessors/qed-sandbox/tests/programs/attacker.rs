//! A program that means harm; what it does is named by its first argument. It prints `done` where an attack succeeds.

use std::io::Write;
use std::net::{TcpStream, UdpSocket};
use std::process::Command;

unsafe extern "C" {
    fn fork() -> i32;
    fn kill(process: i32, signal: i32) -> i32;
    fn getppid() -> i32;
    fn setsid() -> i32;
    fn close(descriptor: i32) -> i32;
    fn chmod(path: *const u8, mode: u32) -> i32;
    fn chown(path: *const u8, user: u32, group: u32) -> i32;
    fn mknod(path: *const u8, mode: u32, device: u64) -> i32;
    fn execv(path: *const u8, arguments: *const *const u8) -> i32;
    fn mkdir(path: *const u8, mode: u32) -> i32;
    fn umask(mode: u32) -> u32;
    fn truncate(path: *const u8, length: i64) -> i32;
    fn sched_setaffinity(process: i32, size: usize, mask: *const u64) -> i32;
    fn fcntl(descriptor: i32, command: i32, ...) -> i32;
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let target = arguments.get(1).cloned().unwrap_or_default();
    let zero = format!("{target}\0");
    let report = |result: Result<(), String>| match result {
        Ok(()) => println!("done"),
        Err(error) => eprintln!("{error}"),
    };
    let checked = |code: i32| if code == -1 { Err(std::io::Error::last_os_error().to_string()) } else { Ok(()) };
    let text = |error: std::io::Error| error.to_string();
    match arguments.first().map(String::as_str).unwrap_or_default() {
        "hello" => println!("hello"),
        "loop" => loop {
            std::hint::spin_loop();
        },
        "sleep" => loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        },
        "fork-bomb" => loop {
            if unsafe { fork() } == -1 {
                eprintln!("fork: {}", std::io::Error::last_os_error());
                std::process::exit(3);
            }
        },
        "fork-and-leave" => match unsafe { fork() } {
            0 => loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
            },
            -1 => report(Err(std::io::Error::last_os_error().to_string())),
            _ => println!("left a child"),
        },
        "thread-bomb" => {
            let mut threads = Vec::new();
            while threads.len() < 5000 {
                threads.push(std::thread::spawn(std::thread::park));
            }
            println!("done {}", threads.len());
        }
        "threads" => {
            let sum: u64 = (0..4).map(|i| std::thread::spawn(move || i * 2)).map(|t| t.join().unwrap()).sum();
            println!("{sum}");
        }
        "memory" => {
            let mut blocks = Vec::new();
            for _ in 0..10 * 1024 {
                blocks.push(vec![1_u8; 1 << 20]);
            }
            println!("done {}", blocks.len());
        }
        "output" => {
            let line = [b'x'; 1 << 16];
            for _ in 0..10 * 16 * 1024 {
                std::io::stdout().write_all(&line).unwrap();
            }
        }
        "big-file" => {
            let block = vec![1_u8; 1 << 20];
            let mut file = std::fs::File::create("big").unwrap();
            for _ in 0..10 * 1024 {
                file.write_all(&block).unwrap();
            }
            println!("done");
        }
        "many-files" => {
            let block = vec![1_u8; 1 << 20];
            for number in 0..10 * 1024 {
                std::fs::write(format!("file-{number}"), &block).unwrap();
            }
            println!("done");
        }
        "many-names" => {
            for number in 0..10_000_000 {
                std::fs::write(format!("file-{number}"), "").unwrap();
            }
            println!("done");
        }
        "removed-files" => {
            let block = vec![1_u8; 1 << 20];
            let mut held = Vec::new();
            for _ in 0..512 {
                let mut file = std::fs::File::create("file").unwrap();
                for _ in 0..8 {
                    file.write_all(&block).unwrap();
                }
                std::fs::remove_file("file").unwrap();
                held.push(file);
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            println!("done {}", held.len());
        }
        "deep-folders" => {
            for _ in 0..200_000 {
                std::fs::create_dir("d").and_then(|()| std::env::set_current_dir("d")).unwrap();
            }
            println!("done");
        }
        "closed-folder" => {
            let made = checked(unsafe { mkdir(c"closed".as_ptr().cast(), 0o300) });
            report(made);
            unsafe { umask(0o477) };
            std::fs::create_dir("open").unwrap();
            report(std::fs::read_dir("open").map(drop).map_err(text).and(Err(String::new())));
            unsafe { chmod(c"open".as_ptr().cast(), 0o300) };
            println!("{:?}", std::fs::read_dir("open").is_ok());
        }
        "truncate" => report(checked(unsafe { truncate(zero.as_ptr(), 0) })),
        "affinity" => report(checked(unsafe { sched_setaffinity(getppid(), 8, &1) })),
        "kill-itself" => report(checked(unsafe { kill(std::process::id() as i32, 9) })),
        "small-threads" => {
            let mut count = 0;
            while std::thread::Builder::new().stack_size(16 << 10).spawn(std::thread::park).is_ok() {
                count += 1;
            }
            println!("{count}");
            std::thread::sleep(std::time::Duration::from_secs(10));
            println!("done");
        }
        "read" => report(std::fs::read(&target).map(drop).map_err(text)),
        "list" => report(std::fs::read_dir(&target).map(drop).map_err(text)),
        "write" => report(std::fs::write(&target, "owned").map_err(text)),
        "remove" => report(std::fs::remove_file(&target).map_err(text)),
        "environment" => {
            for (name, _) in std::env::vars() {
                println!("{name}");
            }
        }
        "proc-environment" => report(std::fs::read(format!("/proc/{}/environ", unsafe { getppid() })).map(drop).map_err(text)),
        "tcp" => report(TcpStream::connect(&*target).map(drop).map_err(text)),
        "udp" => report(UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.send_to(b"x", &*target)).map(drop).map_err(text)),
        "shell" => report(Command::new("/bin/sh").args(["-c", "echo owned"]).status().map(drop).map_err(text)),
        "exec" => {
            let arguments = [zero.as_ptr(), std::ptr::null()];
            unsafe { execv(zero.as_ptr(), arguments.as_ptr()) };
            report(Err(std::io::Error::last_os_error().to_string()));
        }
        "kill-parent" => report(checked(unsafe { kill(getppid(), 9) })),
        "kill-all" => report(checked(unsafe { kill(-1, 9) })),
        "signal-owner" => {
            // Asks the kernel to send SIGKILL to the parent when there is something to read.
            let (set_owner, set_signal) = (8, 10);
            report(checked(unsafe { fcntl(0, set_signal, 9) }).and(checked(unsafe { fcntl(0, set_owner, getppid()) })));
        }
        "leave-group" => report(checked(unsafe { setsid() })),
        "chmod" => report(checked(unsafe { chmod(zero.as_ptr(), 0o777) })),
        "fchmod" => {
            use std::os::unix::fs::PermissionsExt;
            let open = std::fs::File::open(&target).and_then(|file| file.set_permissions(std::fs::Permissions::from_mode(0o777)));
            report(open.map_err(text));
        }
        "copy" => {
            std::fs::write("from", "text").unwrap();
            std::fs::copy("from", "to").unwrap();
            println!("{}", std::fs::read_to_string("to").unwrap());
        }
        "chown" => report(checked(unsafe { chown(zero.as_ptr(), 1, 1) })),
        "device" => report(checked(unsafe { mknod(c"device".as_ptr().cast(), 0o020666, 0x101) })),
        "link" => {
            let linked = std::os::unix::fs::symlink(&target, "link").and_then(|()| std::fs::read("link"));
            report(linked.map(drop).map_err(text));
        }
        "hard-link" => report(std::fs::hard_link(&target, "link").and_then(|()| std::fs::read("link")).map(drop).map_err(text)),
        "overflow" => {
            #[allow(unconditional_recursion)]
            fn deeper(depth: u64) -> u64 {
                let pad = [depth; 64];
                std::hint::black_box(deeper(depth + 1) + pad[(depth % 64) as usize])
            }
            println!("{}", deeper(0));
        }
        "abort" => std::process::abort(),
        "panic" => panic!("at the disco"),
        "close-stdout" => {
            unsafe { close(1) };
            std::thread::sleep(std::time::Duration::from_millis(30));
            std::process::exit(7);
        }
        "not-text" => std::io::stdout().write_all(b"\xff\xfe\n").unwrap(),
        other => panic!("unknown attack {other}"),
    }
}
