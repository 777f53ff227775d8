// SPDX-License-Identifier: MIT
// Packets: how many numbers the machine takes at a time.
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <utility>

namespace descent::kernel {

/// The widest packets of Scalar that the program is compiled for, in Eigen's words. One number for
/// types that have none.
template <class Scalar>
struct Packets {
    using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
    static constexpr int lanes = Eigen::internal::packet_traits<Scalar>::size;
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes" // a packet's, which Eigen knows of itself
#endif
    using Square = Eigen::internal::PacketBlock<Packet, lanes>; ///< as many packets as lanes
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

    /// The sums of each packet's numbers, in a packet. Inlined, so that all stay in registers.
    [[gnu::always_inline]] static inline Packet sums(const Square& packets) {
        return sum<0, lanes>(packets);
    }

private:
    /// The sums of packets First, ..., First + Count - 1, each in lanes / Count parts: the first
    /// part of each packet, then the second part of each, ...
    template <int First, int Count>
    [[gnu::always_inline]] static inline Packet sum(const Square& packets) {
        if constexpr (Count == 1) {
            return packets.packet[First];
        } else {
            constexpr std::make_integer_sequence<int, lanes> all;
            const Packet a = sum<First, Count / 2>(packets);
            const Packet b = sum<First + Count / 2, Count / 2>(packets);
            return Eigen::internal::padd(parts<Count / 2, 0>(a, b, all),
                                         parts<Count / 2, 1>(a, b, all));
        }
    }

    /// Every other part of a and of b in turns, from the first or the second on: parts of Size.
    template <int Size, int Odd, int... Lane>
    [[gnu::always_inline]] static inline Packet parts(const Packet& a, const Packet& b,
                                                      std::integer_sequence<int, Lane...>) {
#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
        return __builtin_shufflevector(a, b, source<Size, Odd, Lane>...);
#else
        Scalar numbers[std::size_t{2 * lanes}];
        Eigen::internal::pstoreu(numbers, a);
        Eigen::internal::pstoreu(numbers + lanes, b);
        const Scalar chosen[] = {numbers[source<Size, Odd, Lane>]...};
        return Eigen::internal::ploadu<Packet>(chosen);
#endif
    }

    /// Where the number of a lane comes from: below `lanes` from a, else from b.
    template <int Size, int Odd, int Lane>
    static constexpr int source =
        (Lane / Size / 2 * 2 + Odd) * Size + Lane % Size + Lane / Size % 2 * lanes;
};

} // namespace descent::kernel
